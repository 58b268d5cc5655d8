import { MutationCache, QueryCache, QueryClient } from "@tanstack/react-query";
import { UnreachableError } from "./api-error.ts";
import { hasCode, problemOf } from "./problem-of.ts";

/** `onSignedOut` is called when the server no longer knows this browser's session. */
export function makeQueryClient(onSignedOut: () => void): QueryClient {
  return new QueryClient({
    queryCache: new QueryCache({
      onError: (error, query) => {
        if (query.queryKey[0] !== "me" && hasCode(error, "not-authenticated")) onSignedOut();
      },
    }),
    mutationCache: new MutationCache({
      onError: (error) => {
        if (hasCode(error, "not-authenticated")) onSignedOut();
      },
    }),
    defaultOptions: {
      queries: {
        staleTime: 5000,
        refetchOnWindowFocus: true,
        retry: (failureCount, error) => failureCount < 2 && isPassing(error),
        retryDelay: (attempt) => Math.min(500 * 2 ** attempt, 4000),
      },
      mutations: { retry: false },
    },
  });
}

/** A refusal stays a refusal; only silence and 5xx may pass by themselves. */
function isPassing(error: unknown): boolean {
  if (error instanceof UnreachableError) return true;
  return (problemOf(error)?.status ?? 0) >= 500;
}
