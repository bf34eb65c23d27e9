import { App, Stack } from "aws-cdk-lib";
import { Herald } from "herald-cdk";

const app = new App();
new Herald(new Stack(app, "Plain"), "Notifications", {
  stage: "plain",
  channels: { push: { providers: ["pushy"] } },
});
app.synth();
