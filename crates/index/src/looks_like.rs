/// What a file that is no index looks like instead.
pub(crate) fn looks_like(bytes: &[u8]) -> &'static str {
    let start = bytes.trim_ascii_start();
    match start {
        [] => "the file is empty",
        [b'<', ..] => "it looks like HTML or XML",
        [b'{' | b'[', ..] => "it looks like JSON",
        _ if start[..start.len().min(512)].is_ascii() => "it looks like text",
        _ => "it does not begin like one",
    }
}
