// The packages of the brief with a schema of one field, as the least that such a server loads. `node bench/start.js` measures it.
import 'reflect-metadata';

import { ApolloServer } from '@apollo/server';
import { fastifyApolloHandler } from '@as-integrations/fastify';
import { IsString } from 'class-validator';
import { fastify } from 'fastify';
import got from 'got';
import { Arg, buildSchema, Field, InputType, Mutation, Query, Resolver } from 'type-graphql';

const decorate = (target, property, decorators, types = {}) => {
  for (const [key, value] of Object.entries(types)) Reflect.defineMetadata(key, value, target, property);
  for (const decorator of decorators) decorator(target, property, Object.getOwnPropertyDescriptor(target, property));
};

class Input {}
decorate(Input.prototype, 'name', [IsString(), Field(() => String)], { 'design:type': String });
InputType()(Input);

class BareResolver {
  hello() {
    return 'hello';
  }
  create({ name }) {
    return got(`http://127.0.0.1:9/${name}`).text();
  }
}
const method = { 'design:type': Function, 'design:returntype': String };
decorate(BareResolver.prototype, 'hello', [Query(() => String)], { ...method, 'design:paramtypes': [] });
Arg('input', () => Input)(BareResolver.prototype, 'create', 0);
decorate(BareResolver.prototype, 'create', [Mutation(() => String)], { ...method, 'design:paramtypes': [Input] });
Resolver()(BareResolver);

const schema = await buildSchema({ resolvers: [BareResolver] });
const apollo = new ApolloServer({ schema });
await apollo.start();
const app = fastify();
app.post('/graphql', fastifyApolloHandler(apollo));
const url = await app.listen({ host: '127.0.0.1', port: 0 });
console.log(JSON.stringify({ url: `${url}/graphql`, msg: 'listening' }));
