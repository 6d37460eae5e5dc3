import { readFileSync } from 'node:fs';

import { composeServices, type CompositionResult } from '@theguild/federation-composition';
import { parse } from 'graphql';

import { CRM_SDL } from './crm.js';

/** Supergraph of our committed schema and the CRM's. */
export const compose = (urls: { readonly wolkvox: string; readonly crm: string }): CompositionResult =>
  composeServices([
    { name: 'wolkvox', url: urls.wolkvox, typeDefs: parse(WOLKVOX_SDL) },
    { name: 'crm', url: urls.crm, typeDefs: parse(CRM_SDL) },
  ]);

const WOLKVOX_SDL = readFileSync(new URL('../../schema/schema.graphql', import.meta.url), 'utf8');
