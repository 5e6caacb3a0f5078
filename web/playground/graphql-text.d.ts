/** The bundler gives a GraphQL file as its text. */
declare module '*.graphql' {
  const text: string;
  export default text;
}
