"""Browsers that read along, by the name they give themselves: the twin of `surroundings.js`.

A warning, never a wall: whoever wants to hide can call itself anything. The name is looked at and not kept.
"""

import re
from typing import Literal

PROXIES = (
    r"Opera Mini|OPiOS|UCBrowser|OPR\/.*Turbo|Puffin|SamsungBrowser.*Lite|YaBrowser.*Turbo|"
    r"MQQBrowser(?!.*(MicroMessenger| QQ\/))"
)
IN_APP = (
    r"; wv\)|iP(hone|ad|od).*AppleWebKit(?!.*Safari\/)|"
    r"FBAN|FBAV|FB_IAB|Instagram|Line\/|MicroMessenger| QQ\/|Snapchat|TikTok|trill|musical_ly|Bytedance|"
    r"Twitter|LinkedInApp|WhatsApp|Telegram|Viber|KAKAOTALK|GSA\/"
)


def surroundings_of(agent: str) -> Literal["proxy", "in-app", "plain"]:
    """What a browser of this name does with a page: sends it through a company, shows it in an app, or neither."""
    if re.search(PROXIES, agent):
        return "proxy"
    return "in-app" if re.search(IN_APP, agent) else "plain"
