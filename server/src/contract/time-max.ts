/** The last moment of the year 9999: of years with more digits the database and its driver do not write the same. */
export const TIME_MS_MAX = 253_402_300_799_999;
