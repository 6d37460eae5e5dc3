/** Token of tests that call wolkvox without a server. Configuration files, headers and responses contain it. */
export const TOKEN = 'a1b2c3d4e5f6a7b8';
