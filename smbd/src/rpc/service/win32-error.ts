/** Results of the older services, which answer Windows error codes and not NTSTATUS. [MS-ERREF] 2.2. */
export const ERROR_SUCCESS = 0;
export const ERROR_ACCESS_DENIED = 5;
export const ERROR_INVALID_PARAMETER = 87;
export const ERROR_INVALID_LEVEL = 124;
export const ERROR_MORE_DATA = 234;
export const NERR_NET_NAME_NOT_FOUND = 2310;
export const NERR_CLIENT_NAME_NOT_FOUND = 2312;
