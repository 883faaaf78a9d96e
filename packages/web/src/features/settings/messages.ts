import { defineMessages } from "#i18n/messages.ts";

/** Of several settings pages. */
export const settingsMessages = defineMessages(
  {
    ways: "Settings",
    name: "Name",
    displayName: "Display name",
    created: "Created",
    remove: "Remove",
    edit: "Change",
    saved: "Saved",
    labelRule: "Lower-case letters, digits and '-'; begins and ends with a letter or digit",
    nameRule: "2 to 63 of: a–z, 0–9, '.', '_', '-'; begins with a letter or digit",
    passwordRule: "At least 10 characters; anything goes, length is what counts",
    emailRule: "This is not a mail address",
    required: "Needed",
    onlyReading: "This account may look at these settings, not change them.",
    all: "All",
    search: "Search",
  },
  {
    ways: "设置",
    name: "名称",
    displayName: "显示名称",
    created: "创建时间",
    remove: "移除",
    edit: "修改",
    saved: "已保存",
    labelRule: "小写字母、数字和“-”，以字母或数字开头和结尾",
    nameRule: "2 至 63 个字符：小写字母、数字、“.”“_”“-”，以字母或数字开头",
    passwordRule: "至少 10 个字符，内容不限，长度最重要",
    emailRule: "这不是邮箱地址",
    required: "必填",
    onlyReading: "此账号只能查看这些设置，不能修改。",
    all: "全部",
    search: "搜索",
  },
);
