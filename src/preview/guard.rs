//! Who may talk to the preview: only pages that the preview itself has served.
//!
//! * The address has a part that nobody can guess, so no other program and no
//!   other web page knows where to ask.
//! * `Host` must be the loopback address that was printed, so a name that a
//!   stranger points at this machine (DNS rebinding) is refused.
//! * `Origin` and `Sec-Fetch-Site`, where a browser sends them, must say that
//!   the preview's own page asks.

use hyper::header::{HOST, HeaderMap, HeaderValue, ORIGIN};
use hyper::{Method, StatusCode, Uri};

/// What requests are measured by.
#[derive(Debug, Clone)]
pub struct Guard {
    hosts: [String; 3],
    token: String,
}

impl Guard {
    /// A guard for a port. `token` is the unguessable part of the address.
    pub fn new(port: u16, token: String) -> Self {
        Self { hosts: ["127.0.0.1", "localhost", "[::1]"].map(|host| format!("{host}:{port}")), token }
    }

    /// What is asked for, as the path behind the token, or why nobody gets an answer.
    pub fn admit<'a>(
        &self,
        method: &Method,
        uri: &'a Uri,
        headers: &HeaderMap,
    ) -> Result<&'a str, StatusCode> {
        let host = only(headers.get_all(HOST).iter()).ok_or(StatusCode::BAD_REQUEST)?;
        if uri.authority().is_some_and(|named| named.as_str() != host)
            || !self.hosts.iter().any(|own| own == host)
        {
            return Err(StatusCode::MISDIRECTED_REQUEST);
        }
        let mut origins = headers.get_all(ORIGIN).iter().peekable();
        let asked_by = origins.peek().is_some().then(|| only(origins));
        // A page at `localhost` is another origin than one at 127.0.0.1.
        let own = |origin: &str| origin.strip_prefix("http://") == Some(host);
        if asked_by.is_some_and(|origin| !origin.is_some_and(own)) {
            return Err(StatusCode::FORBIDDEN);
        }
        let site = headers.get("sec-fetch-site").map(HeaderValue::as_bytes);
        if site.is_some_and(|site| site != b"same-origin" && site != b"none") {
            return Err(StatusCode::FORBIDDEN);
        }
        let rest = uri.path().strip_prefix('/').and_then(|path| path.split_once('/'));
        let (token, rest) = rest.ok_or(StatusCode::NOT_FOUND)?;
        if !same(token.as_bytes(), self.token.as_bytes()) {
            return Err(StatusCode::NOT_FOUND);
        }
        match *method {
            Method::GET | Method::HEAD => Ok(rest),
            // What changes nothing needs no origin; what makes something does.
            Method::POST if asked_by.is_some() => Ok(rest),
            Method::POST => Err(StatusCode::FORBIDDEN),
            _ => Err(StatusCode::METHOD_NOT_ALLOWED),
        }
    }
}

/// The one value of a header that may come once.
fn only<'a>(mut values: impl Iterator<Item = &'a HeaderValue>) -> Option<&'a str> {
    let first = values.next()?.to_str().ok()?;
    values.next().is_none().then_some(first)
}

/// Whether two texts are the same, in a time that does not tell how far they are.
fn same(a: &[u8], b: &[u8]) -> bool {
    a.len() == b.len() && a.iter().zip(b).fold(0, |all, (a, b)| all | (a ^ b)) == 0
}

/// The unguessable part of an address: 128 bits from the system, as hexadecimal
/// digits. The error is the system's.
pub fn token() -> Result<String, String> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).map_err(|error| format!("the system gives no random numbers: {error}"))?;
    Ok(format!("{:032x}", u128::from_be_bytes(bytes)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ask(method: &str, path: &str, headers: &[(&str, &str)]) -> Result<String, u16> {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(hyper::header::HeaderName::try_from(*name).unwrap(), value.parse().unwrap());
        }
        Guard::new(7000, "secret".into())
            .admit(&method.parse().unwrap(), &path.parse().unwrap(), &map)
            .map(str::to_owned)
            .map_err(|status| status.as_u16())
    }

    #[test]
    fn only_the_previews_own_page_gets_an_answer() {
        let host = ("host", "127.0.0.1:7000");
        assert_eq!(ask("GET", "/secret/preview.js", &[host]), Ok("preview.js".into()));
        assert_eq!(ask("GET", "/secret/", &[("host", "localhost:7000")]), Ok(String::new()));
        assert_eq!(ask("GET", "/secret/", &[("host", "[::1]:7000")]), Ok(String::new()));
        for other in ["127.0.0.1", "127.0.0.1:7001", "evil.example:7000", "127.0.0.1:7000.evil.example", ""] {
            assert_eq!(ask("GET", "/secret/", &[("host", other)]), Err(421), "{other}");
        }
        assert_eq!(ask("GET", "/secret/", &[]), Err(400));
        assert_eq!(ask("GET", "/secret/", &[host, ("host", "evil.example")]), Err(400));
        assert_eq!(ask("GET", "http://evil.example/secret/", &[host]), Err(421));
        for path in
            ["/", "/secret", "/Secret/", "/secre/", "/secrets/", "/%73ecret/", "//secret/", "/x/../secret/"]
        {
            assert_eq!(ask("GET", path, &[host]), Err(404), "{path}");
        }
        let own = ("origin", "http://127.0.0.1:7000");
        assert_eq!(ask("POST", "/secret/handout", &[host, own]), Ok("handout".into()));
        assert_eq!(ask("POST", "/secret/handout", &[host]), Err(403));
        for other in ["null", "http://localhost:7000", "https://127.0.0.1:7000", "http://evil.example", ""] {
            assert_eq!(ask("GET", "/secret/", &[host, ("origin", other)]), Err(403), "{other}");
            assert_eq!(ask("POST", "/secret/handout", &[host, own, ("origin", other)]), Err(403), "{other}");
        }
        for site in ["cross-site", "same-site"] {
            assert_eq!(ask("GET", "/secret/", &[host, ("sec-fetch-site", site)]), Err(403), "{site}");
        }
        for method in ["PUT", "DELETE", "OPTIONS", "TRACE", "CONNECT"] {
            assert_eq!(ask(method, "/secret/", &[host, own]), Err(405), "{method}");
        }
    }

    #[test]
    fn no_two_previews_have_the_same_address() {
        let (one, other) = (token().unwrap(), token().unwrap());
        assert_eq!(one.len(), 32);
        assert_ne!(one, other);
    }
}
