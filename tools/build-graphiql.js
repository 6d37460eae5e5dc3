// Writes the GraphiQL page into dist. A step of `npm run build`.
import * as parts from '@graphql-yoga/render-graphiql/graphiql';

import { writeGraphiql } from '../dist/explorer/graphiql-file.js';
import { renderGraphiql } from '../dist/explorer/graphiql.js';
import { sampleOperations } from '../dist/explorer/sample-operations.js';

await writeGraphiql(renderGraphiql(parts, sampleOperations()));
