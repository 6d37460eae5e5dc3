import { useQuery } from '@apollo/client/react';
import { ListOperationsDocument, type ListOperationsQuery } from '@wolkvox-graphql/client';

/** Hours without an offset are read on the clock of its `timeZone`. */
export type Operation = ListOperationsQuery['operations'][number];

/** The contact centres that the server is configured for, and the one that is meant where none is named. */
export const useOperations = () => useQuery(ListOperationsDocument);
