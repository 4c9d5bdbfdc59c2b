//! Pictures within a page, in `data:` addresses (RFC 2397): note programs export them so.

/// How such an address begins.
const START: &[u8] = b"data:image/";

/// How many bytes a page has without the pictures that it holds.
pub(super) fn size_without(page: &[u8]) -> u64 {
    let (mut size, mut rest) = (0, page);
    while let Some(at) = find(rest) {
        size += at + START.len();
        rest = &rest[at + START.len()..];
        let end = rest.iter().position(|byte| !is_of_address(*byte)).unwrap_or(rest.len());
        rest = &rest[end..];
    }
    (size + rest.len()) as u64
}

fn find(page: &[u8]) -> Option<usize> {
    // `d` is rare in what is packed, and windows of every byte would be slow.
    let mut from = 0;
    while let Some(at) = page[from..].iter().position(|byte| byte.eq_ignore_ascii_case(&b'd')) {
        let here = from + at;
        if page[here..].get(..START.len()).is_some_and(|start| start.eq_ignore_ascii_case(START)) {
            return Some(here);
        }
        from = here + 1;
    }
    None
}

/// Whether a byte may stand in the middle of an address (RFC 3986, 2).
fn is_of_address(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"+/=%;,:.-_~!*&$?@#".contains(&byte)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_do_not_count_and_words_do() {
        let picture = "A+/=".repeat(9_000);
        let page = format!(
            "# Plan\n\n![x](DATA:image/png;base64,{picture}) and <img src=\"data:image/gif,{picture}\">"
        );
        assert!(size_without(page.as_bytes()) < 80, "{}", size_without(page.as_bytes()));
        assert_eq!(size_without(b"data: nothing"), 13);
    }
}
