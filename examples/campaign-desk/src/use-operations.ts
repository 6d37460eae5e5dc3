import { useQuery } from '@apollo/client/react';
import { ListOperationsDocument, type ListOperationsQuery } from '@wolkvox-graphql/client';

/** Hours without an offset are in its `timeZone`. */
export type Operation = ListOperationsQuery['operations'][number];

/** Returns the configured operations, and the default one. */
export const useOperations = () => useQuery(ListOperationsDocument);
