from typing import Final

from markupsafe import Markup

# On every field for text: browsers and their add-ons must not translate, check, correct, send away or remember it.
PRIVATE: Final = Markup(
    'translate="no" spellcheck="false" autocomplete="off" autocorrect="off" autocapitalize="off" '
    'data-gramm="false" data-enable-grammarly="false"'
)
