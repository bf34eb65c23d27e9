/** A finding of checkov's that is meant to be so. */
interface Accepted {
  /** The logical ids that it may be about. */
  readonly about: RegExp;
  readonly because: string;
}

const anyFunction = /^AWS::Lambda::Function\./;

/** By checkov's id. What is found beside these, and what is not found any more, fails the run. */
export const accepted: Readonly<Record<string, Accepted>> = {
  CKV_AWS_26: {
    about: /^AWS::SNS::Topic\./,
    because:
      "SES's events are in the topic for as long as their delivery takes; SNS encrypts its disks. With a key of KMS's, SES needs a permission of the key's own.",
  },
  CKV_AWS_27: {
    about: /^AWS::SQS::Queue\./,
    because:
      "The queues are encrypted with keys of SQS's own (SqsManagedSseEnabled), which the check does not know.",
  },
  CKV_AWS_28: {
    about: /\.ProviderHealth/,
    because: "What is lost with the providers' health is learned again within minutes.",
  },
  CKV_AWS_59: {
    about: /^AWS::ApiGateway::Method\.ApiRestApi(v1receipts|docs|openapi|console)/,
    because:
      "Providers sign their callbacks, and pages hold nothing of anybody: docs/decisions/0031-open-routes.md.",
  },
  CKV_AWS_73: {
    about: /^AWS::ApiGateway::Stage\./,
    because:
      "Traces cost for each request and hold its path, which has users' ids; requests are followed by their id through access log and functions' logs.",
  },
  CKV_AWS_115: {
    about: anyFunction,
    because:
      "Those that anybody can call have a reservation where the account is known to have room. The others share the account's executions, bounded by maximumConcurrency: a reservation takes them from all others, and fails to deploy in a new account.",
  },
  CKV_AWS_116: {
    about: anyFunction,
    because:
      "Functions are called by API Gateway, which has the response, or by a queue, which has a dead-letter queue of its own.",
  },
  CKV_AWS_117: {
    about: anyFunction,
    because:
      "Functions reach AWS and providers on the internet and nothing in a network of the deployer's: there, they would need a NAT gateway.",
  },
  CKV_AWS_119: {
    about: /^AWS::DynamoDB::Table\./,
    because: "The tables are encrypted with AWS's own key.",
  },
  CKV_AWS_120: {
    about: /^AWS::ApiGateway::Stage\./,
    because: "Responses are about one user: no cache may keep them.",
  },
  CKV_AWS_158: {
    about: /^AWS::Logs::LogGroup\./,
    because: "Logs hold nothing personal, and CloudWatch encrypts them.",
  },
  CKV_AWS_173: {
    about: anyFunction,
    because:
      "The functions' variables are names and limits; secrets are in SSM. Lambda encrypts them.",
  },
};
