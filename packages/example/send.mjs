import { HeraldClient } from "herald-client";

const { HERALD_URL: apiUrl = "", HERALD_KEY: apiKey = "" } = process.env;
const herald = new HeraldClient({ apiUrl, apiKey });

const { id } = await herald.send(
  { userId: "u-42", message: "Your order is on its way", phoneNumber: "+48600100200" },
  { "Idempotency-Key": "order-1" },
);
let delivery;
do {
  await new Promise((resolve) => setTimeout(resolve, 200));
  const notification = await herald.find("u-42", id);
  delivery = notification.deliveries[0];
} while (delivery?.status === "queued" || delivery?.status === "sending");
console.log(JSON.stringify(delivery));
