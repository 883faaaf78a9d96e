/** Numbers, amounts and times as people write them. */
import type { Language } from "./language.ts";
import { useLanguage } from "./language.ts";

const locale = { en: "en-GB", zh: "zh-CN" } as const;
const units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"];

export interface Format {
  number(value: number): string;
  percent(share: number): string;
  bytes(value: number): string;
  /** Thousandths of a core as cores. */
  cpu(milli: number): string;
  /** 14:03:22, with the date unless it is today. */
  time(at: string | number): string;
  /** 14:03:22 today, "25 Nov, 14:03" this year: for the narrow column of a list. */
  moment(at: string | number): string;
  /** Always date and time, for titles and exports. */
  dateTime(at: string | number): string;
  /** "3 min", "2 h": how long something lasts or is ago. */
  duration(ms: number): string;
  /** "12:05": what is left of a wait, seconds running down. */
  countdown(seconds: number): string;
}

export function createFormat(language: Language): Format {
  const code = locale[language];
  const number = new Intl.NumberFormat(code);
  const short = new Intl.NumberFormat(code, { maximumFractionDigits: 1 });
  const percent = new Intl.NumberFormat(code, { style: "percent", maximumFractionDigits: 0 });
  const clock = new Intl.DateTimeFormat(code, { hour: "2-digit", minute: "2-digit", second: "2-digit" });
  const full = new Intl.DateTimeFormat(code, { dateStyle: "medium", timeStyle: "medium" });
  const brief = new Intl.DateTimeFormat(code, {
    month: language === "zh" ? "numeric" : "short",
    day: "numeric",
    hour: "2-digit",
    minute: "2-digit",
  });
  const day = new Intl.DateTimeFormat(code, { dateStyle: "medium" });
  const span = language === "zh" ? ["秒", "分钟", "小时", "天"] : ["s", "min", "h", "d"];
  return {
    number: (value) => number.format(value),
    percent: (share) => percent.format(share),
    bytes(value) {
      let at = 0;
      let rest = value;
      while (rest >= 1024 && at < units.length - 1) [rest, at] = [rest / 1024, at + 1];
      return `${short.format(rest)} ${units[at]}`;
    },
    cpu: (milli) => short.format(milli / 1000),
    time(at) {
      const date = new Date(at);
      return date.toDateString() === new Date().toDateString() ? clock.format(date) : full.format(date);
    },
    moment(at) {
      const date = new Date(at);
      const now = new Date();
      if (date.toDateString() === now.toDateString()) return clock.format(date);
      return (date.getFullYear() === now.getFullYear() ? brief : day).format(date);
    },
    dateTime: (at) => full.format(new Date(at)),
    duration(ms) {
      const seconds = Math.max(0, Math.round(ms / 1000));
      const [amount, unit] =
        seconds < 60
          ? [seconds, 0]
          : seconds < 3600
            ? [Math.round(seconds / 60), 1]
            : seconds < 86_400
              ? [Math.round(seconds / 3600), 2]
              : [Math.round(seconds / 86_400), 3];
      return `${number.format(amount)} ${span[unit]}`;
    },
    countdown: (seconds) =>
      seconds < 60
        ? `${number.format(seconds)} ${span[0]}`
        : `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`,
  };
}

const formats = { en: createFormat("en"), zh: createFormat("zh") };

export function useFormat(): Format {
  return formats[useLanguage()];
}
