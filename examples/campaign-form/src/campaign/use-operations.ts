import { gql, type TypedDocumentNode } from '@apollo/client';
import { useQuery } from '@apollo/client/react';

export interface Operation {
  readonly id: string;
  /** IANA name; hours without an offset are read on its clock. */
  readonly timeZone: string;
}

interface Operations {
  readonly operations: readonly Operation[];
  /** The one that is meant where none is named. */
  readonly usual: Operation | null;
}

const OperationsDocument: TypedDocumentNode<Operations, Record<string, never>> = gql`
  query Operations {
    operations {
      id
      timeZone
    }
    usual: operation {
      id
      timeZone
    }
  }
`;

/** The contact centres that the server is configured for. */
export const useOperations = () => useQuery(OperationsDocument);
