import { TABLE_NAME } from '../../lib/local/stores.ts'

/** What every function's environment may ask for; a function takes what is its own. Its queues are not there. */
export const LAMBDA_ENVIRONMENT: Readonly<Record<string, string>> = {
  PATH: '/var/lang/bin:/usr/local/bin:/usr/bin:/bin:/opt/bin',
  LANG: 'en_US.UTF-8',
  TZ: ':UTC',
  AWS_REGION: 'ap-southeast-1',
  AWS_ACCESS_KEY_ID: 'test',
  AWS_SECRET_ACCESS_KEY: 'test',
  NHIP_TABLE: TABLE_NAME,
  NHIP_HUB_TABLE: TABLE_NAME,
  NHIP_HUB_REGION: 'ap-southeast-1',
  NHIP_LOCATION: 'sgn',
  NHIP_TOPIC: 'arn:aws:sns:ap-southeast-1:123456789012:nhip-alerts',
  NHIP_ESCALATION_TOPIC: 'arn:aws:sns:ap-southeast-1:123456789012:nhip-escalations',
  NHIP_CATALOGUE: 'catalogue.yaml',
  NHIP_PLAYED: 'sgn',
  NHIP_OBSERVATIONS_QUEUE: 'http://127.0.0.1:1/123456789012/nhip-observations',
  NHIP_DEAD_LETTERS_QUEUE: 'http://127.0.0.1:1/123456789012/nhip-dead-letters',
  NHIP_OUTBOX_QUEUE: 'http://127.0.0.1:1/123456789012/nhip-sgn-outbox',
  NHIP_CHECKS_QUEUE: 'http://127.0.0.1:1/123456789012/nhip-sgn-checks',
  NHIP_AUDITS_QUEUE: 'http://127.0.0.1:1/123456789012/nhip-sgn-audits',
  NHIP_NOTIFY_QUEUE: 'http://127.0.0.1:1/123456789012/nhip-notify',
  NHIP_JOBS_QUEUE: 'http://127.0.0.1:1/123456789012/nhip-jobs',
  NHIP_ARCHIVE: 'nhip-archive',
  NHIP_SIGNING_KEY: 'arn:aws:kms:ap-southeast-1:123456789012:key/0',
  NHIP_ALLOW_PRIVATE: '1',
}
