import type { Context, MiddlewareHandler } from 'hono'
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import type { WebEnv } from './guard.ts'

/** Requests of one token, or of one person who has signed in, within a minute. */
export const REQUESTS_PER_MINUTE = 600

/**
 * Lets each ask so often a minute, and says when they may ask again; after what has found out who they are. Every answer says
 * how many are left, and in how many seconds all are again. It counts within this process: of a function on AWS each
 * instance for itself, behind the throttle of its API.
 */
export function rateLimit(
  perMinute: number,
  of: {
    /** Who asks, by a name of their own; null: nobody who is known, and not counted. */
    readonly whose: (c: Context<WebEnv>) => string | null
    readonly refuse: (c: Context<WebEnv>, seconds: number) => Response | Promise<Response>
  },
): MiddlewareHandler<WebEnv> {
  const limiter = new RateLimiterMemory({ points: perMinute, duration: 60 })
  return async (c, next) => {
    const who = of.whose(c)
    if (who === null) return next()
    const say = ({ remainingPoints, msBeforeNext }: RateLimiterRes): number => {
      const seconds = Math.max(1, Math.ceil(msBeforeNext / 1_000))
      c.header('ratelimit-limit', String(perMinute))
      c.header('ratelimit-remaining', String(remainingPoints))
      c.header('ratelimit-reset', String(seconds))
      return seconds
    }
    try {
      say(await limiter.consume(who))
    } catch (refused) {
      if (!(refused instanceof RateLimiterRes)) throw refused
      const seconds = say(refused)
      c.header('retry-after', String(seconds))
      return of.refuse(c, seconds)
    }
    return next()
  }
}
