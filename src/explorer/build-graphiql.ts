import * as parts from '@graphql-yoga/render-graphiql/graphiql';

import { readyOperations } from './ready-operation.js';
import { writeGraphiql } from './graphiql-file.js';
import { renderGraphiql } from './graphiql.js';

// A step of `npm run build`.
await writeGraphiql(renderGraphiql(parts, readyOperations()));
