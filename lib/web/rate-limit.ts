import type { MiddlewareHandler } from 'hono'
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import type { WebEnv } from './guard.ts'
import { problem } from './problem.ts'

/** Requests of one token within a minute. */
export const REQUESTS_PER_MINUTE = 600

/**
 * Lets each token ask so often a minute, and says when it may ask again; after the guard that has found out whose it is.
 * Every answer says how many are left, and in how many seconds all are again. It counts within this process: of a function on AWS each instance for itself, behind the throttle of its API.
 */
export function rateLimit(perMinute: number): MiddlewareHandler<WebEnv> {
  const limiter = new RateLimiterMemory({ points: perMinute, duration: 60 })
  return async (c, next) => {
    const say = ({ remainingPoints, msBeforeNext }: RateLimiterRes): string => {
      const seconds = String(Math.max(1, Math.ceil(msBeforeNext / 1_000)))
      c.header('ratelimit-limit', String(perMinute))
      c.header('ratelimit-remaining', String(remainingPoints))
      c.header('ratelimit-reset', seconds)
      return seconds
    }
    try {
      say(await limiter.consume(c.get('by')))
    } catch (refused) {
      if (!(refused instanceof RateLimiterRes)) throw refused
      c.header('retry-after', say(refused))
      return problem(c, {
        status: 429,
        code: 'too_many_requests',
        detail: `this token has asked ${perMinute} times within a minute: wait as long as Retry-After says`,
      })
    }
    return next()
  }
}
