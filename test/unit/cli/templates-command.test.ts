import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import {
  describeCheck,
  describeList,
  runCheck,
  runList,
} from "../../../cli/templates/check-command.ts";
import { describePreview, runPreview } from "../../../cli/templates/preview-command.ts";
import {
  describePush,
  describeRollback,
  describeVersions,
  runPush,
  runRollback,
  runVersions,
} from "../../../cli/templates/push-command.ts";
import { compileTemplates } from "../../../lib/templates/compile-templates.ts";
import { AwsFailure } from "../../support/fake-aws.ts";
import type { FakeBucket } from "../../support/fake-bucket.ts";
import { fakeBucket } from "../../support/fake-bucket.ts";
import type { FakeStage } from "../../support/fake-stage.ts";
import { runCommand, startFakeStage } from "../../support/fake-stage.ts";
import { templateFolder } from "../../support/template-folder.ts";

const deployed = "d".repeat(64);

const files = (words: string) => ({
  "hello/default/sms.liquid": words,
  "hello/pl/email.liquid": "---\nsubject: Dla {{ name }}\n---\n<p>{{ name }}</p>",
});

describe("on this machine", () => {
  test("check says that nothing is wrong", async () => {
    const dir = templateFolder(files("Hello {{ name }}"));
    const { exitCode, out } = await runCommand(describeCheck, runCheck, ["--dir", dir]);
    expect(exitCode).toBe(0);
    expect(out).toMatch(/^Nothing is wrong with 1 template\. Hash: [0-9a-f]{12}\n$/);
  });

  test("check names each mistake's file and line", async () => {
    const dir = templateFolder(files("\n{{ x | mony }}{% foo %}"));
    const file = join(dir, "hello/default/sms.liquid");
    await expect(runCommand(describeCheck, runCheck, ["--dir", dir])).rejects.toMatchObject({
      exitCode: 1,
      message: `${file}:2: unknown filter "mony"\n${file}:2: unknown tag "foo"`,
    });
  });

  test("list shows templates, locales and kinds", async () => {
    const dir = templateFolder(files("Hello"));
    const { out } = await runCommand(describeList, runList, ["--dir", dir]);
    expect(out).toBe("hello  default  sms\nhello  pl       email\n");
    const empty = await runCommand(describeList, runList, [
      "--dir",
      templateFolder({ "README.md": "" }),
    ]);
    expect(empty.out).toBe("There are no templates.\n");
  });

  const preview = (dir: string, ...words: string[]) => {
    const opened: string[] = [];
    const run = (name: string, options: Parameters<typeof runPreview>[1]) =>
      runPreview(name, options, async (path) => opened.push(path));
    return { opened, end: runCommand(describePreview, run, ["hello", "--dir", dir, ...words]) };
  };

  test("preview shows what each channel is told, and opens the HTML", async () => {
    const data = templateFolder({ "order.json": '{ "name": "<Ann>" }' });
    const { opened, end } = preview(
      templateFolder(files("Hello {{ name }}")),
      ...["--locale", "PL-pl", "--data", `@${join(data, "order.json")}`, "--open"],
    );
    const { exitCode, out } = await end;
    expect(exitCode).toBe(0);
    expect(out).toMatch(
      /^hello in pl-PL, hash [0-9a-f]{12}\n\nemail\n {2}subject: Dla <Ann>\n {2}html:\n {4}<p>&lt;Ann&gt;<\/p>\n\nsms\n {2}message:\n {4}Hello <Ann>\n\nThe HTML is in (.*hello\.html)\n$/,
    );
    const [file = ""] = opened;
    expect(out).toContain(file);
    expect(readFileSync(file, "utf8")).toBe("<p>&lt;Ann&gt;</p>");
  });

  test("preview says what is wrong with the data", async () => {
    const dir = templateFolder(files("Hello {{ name }}"));
    await expect(preview(dir).end).rejects.toMatchObject({
      exitCode: 1,
      message: expect.stringMatching(/^template\.data\.name: is missing/),
    });
    for (const data of ["[]", "{", "@nosuch.json"]) {
      await expect(preview(dir, "--data", data).end).rejects.toMatchObject({ exitCode: 2 });
    }
  });

  test("preview has nothing to open where there is no HTML", async () => {
    const { opened, end } = preview(templateFolder(files("Hello")), "--open");
    expect((await end).out).toContain("hello has no HTML to open.");
    expect(opened).toEqual([]);
  });
});

describe("on a stage", () => {
  let stage: FakeStage;
  let bucket: FakeBucket;

  beforeAll(async () => {
    stage = await startFakeStage();
  });

  afterAll(() => stage.aws.close());

  beforeEach(() => {
    stage.reset();
    bucket = fakeBucket(stage.aws);
    deploy(deployed);
  });

  function deploy(hash: string): void {
    const Value = JSON.stringify({ bucket: "content", hash });
    stage.aws.respond("SSM.GetParameters", ({ Names: [Name] }) => ({
      Parameters: [{ Name, Value }],
    }));
  }

  const push = (words: string) =>
    runCommand(describePush, runPush, ["--dir", templateFolder(files(words))]);
  const rollback = (...flags: string[]) => runCommand(describeRollback, runRollback, flags);
  const versions = async () => (await runCommand(describeVersions, runVersions, [])).out;
  const hashOf = (words: string) => compileTemplates(templateFolder(files(words))).hash;
  const pointer = () => JSON.parse(bucket.objects.get("templates/current.json")?.text ?? "null");

  test("push stores the set for good and makes it the current one", async () => {
    const { exitCode, out } = await push("one");
    const hash = hashOf("one");
    expect(exitCode).toBe(0);
    expect(out).toContain(`Pushed ${hash.slice(0, 12)}, 1 template: in force within 30 s.\n`);
    expect([...bucket.objects.keys()]).toEqual([
      `templates/sets/${hash}.json`,
      "templates/current.json",
    ]);
    expect(pointer()).toEqual({
      version: 1,
      current: { hash, pushedAt: expect.any(String), overDeployed: deployed },
      earlier: [],
    });
    const set = JSON.parse(bucket.objects.get(`templates/sets/${hash}.json`)?.text ?? "");
    expect(set).toMatchObject({ version: 1, hash });
    const [name] = stage.aws.inputsOf("SSM.GetParameters")[0].Names;
    expect(name).toBe("/herald/sandbox/templates");
  });

  test("push of what is in force changes nothing", async () => {
    await push("one");
    const before = pointer();
    expect((await push("one")).out).toContain("is in force already.");
    expect(pointer()).toEqual(before);
    deploy(hashOf("two"));
    expect((await push("two")).out).toContain("is in force already.");
  });

  test("templates with mistakes are not pushed", async () => {
    await expect(push("{{ x | mony }}")).rejects.toMatchObject({ name: "CliProblem" });
    expect(stage.aws.calls).toEqual([]);
  });

  test("two pushes at once are both remembered", async () => {
    await push("one");
    const other = {
      hash: hashOf("other"),
      pushedAt: "2026-12-01T12:00:00.000Z",
      overDeployed: "x",
    };
    bucket.beforeWrite = (key) => {
      if (key === "templates/current.json") {
        bucket.beforeWrite = () => {};
        bucket.put(
          key,
          JSON.stringify({ version: 1, current: other, earlier: [pointer().current] }),
        );
      }
    };
    expect((await push("two")).exitCode).toBe(0);
    expect(pointer().current.hash).toBe(hashOf("two"));
    expect(
      pointer()
        .earlier.map(({ hash }: { hash: string }) => hash)
        .toSorted(),
    ).toEqual([other.hash, hashOf("one")].toSorted());
  });

  test("a first push does not overwrite another first one", async () => {
    const other = { hash: "e".repeat(64), pushedAt: "2026-12-01T12:00:00.000Z", overDeployed: "x" };
    bucket.beforeWrite = (key) => {
      if (key === "templates/current.json" && !bucket.objects.has(key)) {
        bucket.put(key, JSON.stringify({ version: 1, current: other, earlier: [] }));
      }
    };
    await push("one");
    expect(pointer()).toMatchObject({ current: { hash: hashOf("one") }, earlier: [other] });
  });

  test("who is never let through is told so", async () => {
    let count = 0;
    bucket.beforeWrite = (key) => {
      if (key === "templates/current.json") {
        count += 1;
        const pushedAt = `2026-12-01T12:00:0${count}.000Z`;
        const current = { hash: "e".repeat(64), pushedAt, overDeployed: "x" };
        bucket.put(key, JSON.stringify({ version: 1, current, earlier: [] }));
      }
    };
    await expect(push("one")).rejects.toThrow("others are pushing templates as well: try again");
    expect(count).toBe(5);
  });

  test("a later release's pointer is left alone", async () => {
    bucket.put("templates/current.json", '{"version":2}');
    await expect(push("one")).rejects.toThrow("a later release pushed templates there");
    expect(bucket.objects.size).toBe(1);
  });

  test("rollback goes back push by push, then to what is deployed, then nowhere", async () => {
    await push("one");
    await push("two");
    expect((await rollback()).out).toContain(`Went back to ${hashOf("one").slice(0, 12)}`);
    expect((await rollback()).out).toContain(
      `Went back to ${deployed.slice(0, 12)}, what is deployed`,
    );
    expect(await rollback()).toMatchObject({
      exitCode: 1,
      out: expect.stringContaining("No push is in force"),
    });
  });

  test("rollback --to takes what a hash begins with", async () => {
    await push("one");
    await push("two");
    await rollback("--to", hashOf("one").slice(0, 8));
    expect(pointer().current.hash).toBe(hashOf("one"));
    await rollback("--to", deployed);
    expect(pointer().current).toBeNull();
    await rollback("--to", hashOf("two"));
    expect(pointer().current.hash).toBe(hashOf("two"));
    await expect(rollback("--to", "0".repeat(12))).rejects.toMatchObject({ exitCode: 2 });
    await expect(rollback("--to", "xyz")).rejects.toThrow("It must be a hash");
  });

  test("versions says what is in force", async () => {
    const [one, own] = [hashOf("one").slice(0, 12), deployed.slice(0, 12)];
    expect(await versions()).toMatch(new RegExp(`\n${own}  deployed  in force\n$`));
    await push("one");
    expect(await versions()).toMatch(
      new RegExp(`\n${one}  pushed \\S+  in force\n${own}  deployed\n$`),
    );
    deploy("f".repeat(64));
    expect(await versions()).toMatch(
      new RegExp(`\n${one}  pushed \\S+\nffffffffffff  deployed +in force\n$`),
    );
  });

  test("a stage without templates is told to be deployed", async () => {
    stage.aws.respond("SSM.GetParameters", () => ({ Parameters: [] }));
    await expect(versions()).rejects.toThrow(
      "has no parameter /herald/sandbox/templates: deploy it",
    );
  });

  test.each(["S3", "SSM"])("%s that denies is a dependency's failure", async (service) => {
    stage.aws.fail(service, new AwsFailure("AccessDeniedException"));
    const problem = expect(versions()).rejects;
    await (service === "S3"
      ? problem.toMatchObject({ name: "DependencyUnavailable" })
      : problem.toThrow("/herald/sandbox/templates may not be read: AccessDeniedException"));
  });
});
