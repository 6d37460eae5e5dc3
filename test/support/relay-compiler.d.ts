/** Path of the compiler's binary for this machine; null if there is none. */
declare module 'relay-compiler' {
  const program: string;
  export default program;
}
