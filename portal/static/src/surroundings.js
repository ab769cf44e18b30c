import { byId, make, refill, show } from "./dom.js";
import { _ } from "./text.js";

/**
 * Browsers that read along: proxy browsers render pages on someone else's machine, browsers inside chat and social apps
 * belong to the app. Known by their names only, so this is a warning, never a wall.
 *
 * Android's own view for apps says "; wv)"; that of iOS lacks the word that every browser there has, Safari.
 */
const PROXIES =
  /Opera Mini|OPiOS|UCBrowser|OPR\/.*Turbo|Puffin|SamsungBrowser.*Lite|YaBrowser.*Turbo|MQQBrowser(?!.*(MicroMessenger| QQ\/))/;
const IN_APP =
  /; wv\)|iP(hone|ad|od).*AppleWebKit(?!.*Safari\/)|FBAN|FBAV|FB_IAB|Instagram|Line\/|MicroMessenger| QQ\/|Snapchat|TikTok|trill|musical_ly|Bytedance|Twitter|LinkedInApp|WhatsApp|Telegram|Viber|KAKAOTALK|GSA\//;

export function surroundingsOf(agent) {
  if (PROXIES.test(agent)) return "proxy";
  return IN_APP.test(agent) ? "in-app" : "plain";
}

/** As short as it can be typed. */
const address = () =>
  make("p", {}, make("bdi", { dir: "ltr", class: "address", translate: "no" }, window.location.host + window.location.pathname));

/** Said before the first word is typed. */
export function warnOfSurroundings() {
  const sentences = {
    proxy: _("This browser sends pages through another company. That company may read what you type."),
    "in-app": _("This page is open inside another app. The app may read what you type."),
  };
  const kind = surroundingsOf(navigator.userAgent);
  if (!(kind in sentences)) return;
  const box = byId("surroundings");
  refill(box, make("p", {}, sentences[kind]), make("p", {}, _("Open this page in a browser like Firefox or Chrome.")));
  if (kind === "in-app") {
    box.append(make("p", {}, _("Open the menu (⋮ or …) and choose the browser. Or type this address in the browser:")), address());
  }
  show(box);
}
