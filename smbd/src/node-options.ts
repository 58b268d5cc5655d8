/**
 * What Node is started with to run the engine; the images say the same (docker/Dockerfile).
 *
 * What the engine makes for a request does not outlive it: a small room for young objects is enough. When many have
 * come to stay it gives back what their coming took, for which it has to be let at the collector.
 *
 * A server runs the same few hundred functions for months, and every request through one that is not yet compiled
 * costs several times what it costs later. V8 waits for a function's 3,000th call and more, as for a page that may be
 * left in a moment; at a hundred requests a second that is half a minute. Here it learns from the first call and
 * compiles early.
 */
export const NODE_OPTIONS: readonly string[] = [
  "--max-semi-space-size=4",
  "--expose-gc",
  "--no-lazy-feedback-allocation",
  "--invocation-count-for-maglev=100",
  "--invocation-count-for-turbofan=1000",
];
