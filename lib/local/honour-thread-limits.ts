import { setFlagsFromString } from 'node:v8'

/**
 * V8's flags go before a thread's own `resourceLimits`, and the platform is started with a small young generation, for
 * its main thread. That has its size by the time that it runs: unset, the flag leaves threads that start from now on to
 * their own limits (measured; Node documents neither).
 */
export function honourThreadLimits(): void {
  setFlagsFromString('--max-semi-space-size=0')
}
