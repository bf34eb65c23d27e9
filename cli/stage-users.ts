import { ssmSecret } from "../lambdas/adapters/ssm-secret.ts";
import type { AddressHashing } from "../lambdas/core/ports/system.ts";
import type { SealedUsers } from "../lambdas/core/sealed-user.ts";
import { addressHashing } from "../lambdas/runtime/address-hashing.ts";
import { readStageSecret } from "../lambdas/runtime/stage-secret.ts";
import { userHash } from "../lambdas/runtime/user-hash.ts";
import { closeUsers, openUsers } from "../lambdas/runtime/user-seal.ts";
import { userIdForm } from "../lib/deployment-config.ts";
import { namesOf } from "../lib/names.ts";
import { CliProblem } from "./cli-problem.ts";
import type { Target } from "./target.ts";

/** How a stage's messages and logs say whose they are, and what stands for addresses. */
export interface StageUsers extends SealedUsers, AddressHashing {
  /** What stands for a user in the stage's logs. */
  hashOf(userId: string): string;
}

/**
 * Reads the stage's secret, with which users' ids are hashed and sealed.
 *
 * @throws CliProblem where the stage has none.
 * @throws DependencyUnavailable when it cannot be read.
 */
export async function readStageUsers({ ssm, config, label }: Target): Promise<StageUsers> {
  const { secretParameter } = namesOf(config.stage);
  const text = await ssmSecret(ssm, secretParameter).read();
  if (text === undefined) {
    throw new CliProblem(`${label} has no parameter ${secretParameter}: deploy it`);
  }
  const secret = readStageSecret(text);
  return {
    ...closeUsers(secret, userIdForm(config)),
    ...openUsers(secret),
    ...addressHashing(secret),
    hashOf: (userId) => userHash(userId, secret),
  };
}
