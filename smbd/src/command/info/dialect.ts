/** The one dialect that information classes ask about. [MS-SMB2] 2.2.3. */
export const DIALECT_3_1_1 = 0x0311;
