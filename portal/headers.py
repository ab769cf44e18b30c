from flask import Flask, Response, request

# One constant policy for the whole application: no nonce, no exception, so that anyone can compare it.
_CSP = (
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",  # the QR code of a case code is drawn on the device
    "connect-src 'self'",
    "font-src 'none'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
)
CONTENT_SECURITY_POLICY = "; ".join((*_CSP, "form-action 'none'"))
# The path without JavaScript posts forms and runs no script at all.
BASIC_CONTENT_SECURITY_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; "
    "frame-ancestors 'none'; base-uri 'none'; form-action 'self'"
)

_FEATURES = (
    "accelerometer", "autoplay", "browsing-topics", "camera",
    "display-capture", "encrypted-media", "fullscreen", "gamepad", "geolocation", "gyroscope", "hid",
    "idle-detection", "local-fonts", "magnetometer", "microphone", "midi", "payment", "picture-in-picture",
    "publickey-credentials-get", "screen-wake-lock", "serial", "usb", "xr-spatial-tracking",
)  # fmt: skip
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": ", ".join(f"{feature}=()" for feature in _FEATURES),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex, nofollow",
    "Cache-Control": "no-store",
}
STRICT_TRANSPORT = "max-age=63072000; includeSubDomains"
IMMUTABLE = "public, max-age=31536000, immutable"
BASIC_BLUEPRINT = "basic"


def install(app: Flask, *, https: bool) -> None:
    """Puts the constant headers on every response, errors too. `https`: whether an origin uses TLS."""
    always = dict(HEADERS)
    if https:
        always["Strict-Transport-Security"] = STRICT_TRANSPORT

    @app.after_request
    def put_headers(response: Response) -> Response:
        immutable = response.headers.get("Cache-Control") == IMMUTABLE
        for name in always.keys() & {key for key, _ in response.headers}:
            del response.headers[name]
        response.headers.extend(always)
        if immutable and response.status_code in {200, 304}:
            response.headers["Cache-Control"] = IMMUTABLE
        if request.blueprint == BASIC_BLUEPRINT:
            response.headers["Content-Security-Policy"] = BASIC_CONTENT_SECURITY_POLICY
        return response
