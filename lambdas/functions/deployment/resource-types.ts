/** The stack's custom resources: one knows the stage's channels, one makes its secret, one empties its bucket. */
export const channelsResourceType = "Custom::HeraldChannels";
export const secretResourceType = "Custom::HeraldSecret";
export const bucketResourceType = "Custom::HeraldBucket";
