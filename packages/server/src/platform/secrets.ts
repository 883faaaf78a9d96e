import { createCipheriv, createDecipheriv, createHash, createHmac, randomBytes } from "node:crypto";
import { defineErrors } from "#platform/errors.ts";

/** Encrypts what must not be readable in the database or a backup of it. */
export interface Secrets {
  /** @param context what it is for (`cluster:<id>`); a sealed text opens only in the context it was made for */
  seal(plain: string, context: string): string;
  /** @throws HalcyonError `secrets_unreadable` when altered, of another context, or of an unknown key */
  open(sealed: string, context: string): string;
  /** True when sealed with an older key: open and seal again, so that the older one can be dropped. */
  outdated(sealed: string): boolean;
  /** A value only holders of the current key can know, the same in every process (base64url, 32 bytes). */
  derive(purpose: string): string;
}

export const secretErrors = defineErrors("secrets", {
  unreadable: {
    status: 500,
    title: "A stored secret cannot be read",
    hint: "Start Halcyon with the key it was sealed with (secret.key in the data directory, or HALCYON_SECRET_KEY), or enter the secret again.",
  },
  key_invalid: {
    status: 500,
    title: "The secret key cannot be used",
    hint: "A key is 32 random bytes in base64: `openssl rand -base64 32`. Older keys follow the current one after commas.",
  },
});

const version = "v1";
const keyBytes = 32;
const ivBytes = 12;
const tagBytes = 16;

/**
 * AES-256-GCM (NIST SP 800-38D) with a fresh random 96-bit nonce. The text's form is `v1.<key id>.<nonce>.<ciphertext + tag>`;
 * version, key id and context are authenticated with it.
 * @param keys base64, 32 bytes each: the current one first, then older ones that can still open
 */
export function createSecrets(keys: readonly string[]): Secrets {
  const ring = new Map(
    keys.map((text) => {
      const key = decodeKey(text);
      return [keyId(key), key] as const;
    }),
  );
  const current = ring.entries().next().value;
  if (current === undefined) throw secretErrors.key_invalid({ detail: "There is no secret key." });
  const [currentId, currentKey] = current;

  return {
    seal(plain, context) {
      const iv = randomBytes(ivBytes);
      const cipher = createCipheriv("aes-256-gcm", currentKey, iv).setAAD(boundTo(currentId, context));
      const sealed = Buffer.concat([cipher.update(plain, "utf8"), cipher.final(), cipher.getAuthTag()]);
      return [version, currentId, iv.toString("base64url"), sealed.toString("base64url")].join(".");
    },
    open(sealed, context) {
      const [form, id = "", iv = "", body = ""] = sealed.split(".");
      if (form !== version)
        throw secretErrors.unreadable({ detail: "It is not in a form this version knows." });
      const key = ring.get(id);
      if (key === undefined) throw secretErrors.unreadable({ detail: `It was sealed with the key ${id}.` });
      const bytes = Buffer.from(body, "base64url");
      try {
        const decipher = createDecipheriv("aes-256-gcm", key, Buffer.from(iv, "base64url"), {
          authTagLength: tagBytes,
        })
          .setAAD(boundTo(id, context))
          .setAuthTag(bytes.subarray(-tagBytes));
        return Buffer.concat([decipher.update(bytes.subarray(0, -tagBytes)), decipher.final()]).toString(
          "utf8",
        );
      } catch (cause) {
        throw secretErrors.unreadable({ detail: "It was altered, or belongs to something else.", cause });
      }
    },
    outdated: (sealed) => sealed.split(".")[1] !== currentId,
    derive: (purpose) => createHmac("sha256", currentKey).update(`halcyon:${purpose}`).digest("base64url"),
  };
}

/** A new key, as `createSecrets` takes it. */
export function generateKey(): string {
  return randomBytes(keyBytes).toString("base64");
}

function decodeKey(text: string): Buffer {
  const key = Buffer.from(text.trim(), "base64");
  if (key.length !== keyBytes) {
    throw secretErrors.key_invalid({
      detail: `A secret key has ${key.length} bytes instead of ${keyBytes}.`,
    });
  }
  return key;
}

function keyId(key: Buffer): string {
  return createHash("sha256").update("halcyon:key-id").update(key).digest("hex").slice(0, 8);
}

function boundTo(id: string, context: string): Buffer {
  return Buffer.from(`${version}.${id}.${context}`, "utf8");
}
