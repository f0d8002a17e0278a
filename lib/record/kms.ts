/** What signing uses of the SDK for KMS, to be loaded when it is needed; by names, as that for S3. */
export { GetPublicKeyCommand, KMSClient, SignCommand } from '@aws-sdk/client-kms'
