import "@mantine/core/styles.css";
import "@mantine/notifications/styles.css";
import "#ui/ui.css";
import { createRoot } from "react-dom/client";
import { App } from "#app/app.tsx";
import { language, setLanguage } from "#i18n/language.ts";

setLanguage(language());
const place = document.getElementById("root");
if (place === null) throw new Error("the page has no place for the application");
createRoot(place).render(<App />);
