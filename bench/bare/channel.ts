import {
  PinpointSMSVoiceV2Client,
  SendTextMessageCommand,
} from "@aws-sdk/client-pinpoint-sms-voice-v2";
import { SESClient, SendEmailCommand } from "@aws-sdk/client-ses";
import { PublishCommand, SNSClient } from "@aws-sdk/client-sns";
import MimeNode from "nodemailer/lib/mime-node";
import SMTPConnection from "nodemailer/lib/smtp-connection";
import Domain from "twilio/lib/base/Domain.js";
import Version from "twilio/lib/base/Version.js";
import { MessageListInstance } from "twilio/lib/rest/api/v2010/account/message.js";

export { clients, commands } from "./push-channel.ts";

/** What the providers with an SDK use in addition. */
export const providerClients = [new PinpointSMSVoiceV2Client(), new SESClient(), new SNSClient()];
export const providerCommands = [SendTextMessageCommand, SendEmailCommand, PublishCommand];
export const twilio = [Domain, Version, MessageListInstance];
export const mail = [MimeNode, SMTPConnection];
