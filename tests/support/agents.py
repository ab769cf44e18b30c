"""What browsers call themselves, as they were met: those that read along, and those that don't."""

_ANDROID = "Mozilla/5.0 (Linux; Android 13; SM-A135F) AppleWebKit/537.36 (KHTML, like Gecko)"
_VIEW = "Mozilla/5.0 (Linux; Android 13; SM-A135F; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0"
_IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 16_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)"
_IPAD = "Mozilla/5.0 (iPad; CPU OS 15_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)"
_TENCENT = f"{_ANDROID} Version/4.0 Chrome/89.0.4389.72 MQQBrowser/6.2 TBS/046317 Mobile Safari/537.36"

IN_APP = {
    "facebook": f"{_ANDROID} Chrome/100 Mobile Safari/537.36 [FBAN/FB4A]",
    "android-view": f"{_VIEW} Chrome/119.0.6045.66 Mobile Safari/537.36",
    "telegram": f"{_ANDROID} Chrome/119.0.0.0 Mobile Safari/537.36 Telegram-Android/10.3.2",
    "tiktok": f"{_ANDROID} Chrome/101 Mobile Safari/537.36 trill_2022803040 BytedanceWebview/d8a21c6",
    "viber": f"{_ANDROID} Chrome/119.0.0.0 Mobile Safari/537.36 Viber/21.0",
    "kakao": f"{_IPHONE} Mobile/15E148 Safari/604.1 KAKAOTALK 10.4.3",
    "google-app": f"{_IPHONE} GSA/290.0.585 Mobile/15E148 Safari/604.1",
    "iphone-view": f"{_IPHONE} Mobile/15E148",
    "ipad-view": f"{_IPAD} Mobile/19H12",
    "wechat": f"{_TENCENT} MicroMessenger/8.0.33",
    "qq": f"{_TENCENT} V1_AND_SQ_8.9.0 QQ/8.9.0.8620",
}
PROXY = {
    "opera-mini": "Opera/9.80 (J2ME/MIDP; Opera Mini/4.2) Presto/2.2.0",
    "opera-mini-ios": f"{_IPHONE} OPiOS/16.0.15.124050 Mobile/15E148 Safari/9537.53",
    "uc": f"{_ANDROID} Version/4.0 Chrome/78.0.3904.108 UCBrowser/13.4 Mobile Safari/537.36",
    "uc-ios": f"{_IPHONE} Mobile/15E148 UCBrowser/11.3.5.1203 Mobile",
    "qq-browser": f"{_ANDROID} Chrome/89.0.4389.72 MQQBrowser/12.1 Mobile Safari/537.36",
}
PLAIN = {
    "firefox": "Mozilla/5.0 (Android 13; Mobile; rv:120.0) Gecko/120.0 Firefox/120.0",
    "tor": "Mozilla/5.0 (Android 10; Mobile; rv:115.0) Gecko/115.0 Firefox/115.0",
    "chrome": f"{_ANDROID} Chrome/119.0.0.0 Mobile Safari/537.36",
    "samsung": f"{_ANDROID} SamsungBrowser/23.0 Chrome/115.0.0.0 Mobile Safari/537.36",
    "opera": f"{_ANDROID} Chrome/119.0.0.0 Mobile Safari/537.36 OPR/79.1",
    "safari": f"{_IPHONE} Version/16.6 Mobile/15E148 Safari/604.1",
    "chrome-ios": f"{_IPHONE} CriOS/119.0.6045.109 Mobile/15E148 Safari/604.1",
    "firefox-ios": f"{_IPHONE} FxiOS/119.0 Mobile/15E148 Safari/605.1.15",
    "safari-mac": "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/16.6 Safari/605.1.15",
    "nothing": "",
}
KINDS = {"in-app": IN_APP, "proxy": PROXY, "plain": PLAIN}
NAMED = [(kind, name, agent) for kind, agents in KINDS.items() for name, agent in agents.items()]
