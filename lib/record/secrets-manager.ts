/** What accounts and keys use of the SDK for Secrets Manager, to be loaded when the first one is asked for; by names, as `s3.ts`. */
export { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
