const { App, Stack } = require("aws-cdk-lib");
const { Herald } = require("herald-cdk");

const app = new App();
new Herald(new Stack(app, "Plain"), "Notifications", {
  stage: "plain",
  channels: { push: { providers: ["pushy"] } },
});
app.synth();
