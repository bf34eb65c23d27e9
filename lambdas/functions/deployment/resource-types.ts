/** The stack's custom resources: one knows the stage's channels, one makes its secret. */
export const channelsResourceType = "Custom::HeraldChannels";
export const secretResourceType = "Custom::HeraldSecret";
