import { getCACertificates, setDefaultCACertificates } from "node:tls";

/**
 * A self-signed certificate for 127.0.0.1, and its key: for servers of tests and benchmarks, worth nothing
 * anywhere else. Made by `openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 36500
 * -subj "/CN=Herald tests" -addext "subjectAltName=IP:127.0.0.1"`.
 */
export const localCertificate = {
  key: `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg2sIf5l9zK4wyj6A4
viSWBK8YlqUl/jPmyZ/Frna7pw2hRANCAAQti3gvuCtL2iyvg6B7x8En2TQ7SU+F
5741Om1iTtCP461ku5B+d5Nrivq5SK2Zlyq5YkaKOTmXSm5X485WGf8P
-----END PRIVATE KEY-----
`,
  cert: `-----BEGIN CERTIFICATE-----
MIIBlzCCATygAwIBAgIUcmY9XRHeL2suuPfRwBoGJVtKEa4wCgYIKoZIzj0EAwIw
FzEVMBMGA1UEAwwMSGVyYWxkIHRlc3RzMCAXDTI2MTEyNTA0MzA1MFoYDzIxMjYx
MTAxMDQzMDUwWjAXMRUwEwYDVQQDDAxIZXJhbGQgdGVzdHMwWTATBgcqhkjOPQIB
BggqhkjOPQMBBwNCAAQti3gvuCtL2iyvg6B7x8En2TQ7SU+F5741Om1iTtCP461k
u5B+d5Nrivq5SK2Zlyq5YkaKOTmXSm5X485WGf8Po2QwYjAdBgNVHQ4EFgQU5TvI
yErSWzdjp2TkD8i+6dDLTpowHwYDVR0jBBgwFoAU5TvIyErSWzdjp2TkD8i+6dDL
TpowDwYDVR0TAQH/BAUwAwEB/zAPBgNVHREECDAGhwR/AAABMAoGCCqGSM49BAMC
A0kAMEYCIQDR6af/vAMlFl96tocRL8lgQa/JUefa/1pqpkcfxjoHMgIhAOdNbUbz
eip8ZHS6Lc9cV19so7Jx49Cpbe1fCXbJKtER
-----END CERTIFICATE-----
`,
};

/** Makes this thread trust it, beside what it trusts anyway. */
export function trustLocalCertificate(): void {
  setDefaultCACertificates([...getCACertificates("default"), localCertificate.cert]);
}
