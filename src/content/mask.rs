//! What may be told of what git says: one line, without the credentials of an address.

/// A longer line is cut: some remotes explain themselves at length.
const LINE_MAX_CHARS: usize = 200;

/// The line that says why git failed.
pub fn reason(said: &str) -> String {
    // What begins with `remote:` is the server's own text.
    let is_ours = |line: &&str| !line.starts_with("remote:") && !line.starts_with("hint:");
    let lines: Vec<&str> = said.lines().map(str::trim).filter(is_ours).collect();
    let find = |is_it: &dyn Fn(&&&str) -> bool| lines.iter().find(is_it).copied();
    // ssh says why, and git only that it cannot read from the remote.
    let of_ssh = find(&|line| line.starts_with("ssh:") || line.contains("Permission denied"));
    let fatal = find(&|line| line.starts_with("fatal:") || line.starts_with("error:"));
    let last = lines.iter().rfind(|line| !line.is_empty()).copied();
    let line = of_ssh.or(fatal).or(last).unwrap_or("git says nothing");
    let line = ["fatal: ", "error: "]
        .iter()
        .fold(line, |line, start| line.strip_prefix(start).unwrap_or(line));
    let line: String = without_credentials(line).chars().filter(|c| !c.is_control()).collect();
    line.chars().take(LINE_MAX_CHARS).collect()
}

/// Replaces the name, the password and the query of each address.
fn without_credentials(line: &str) -> String {
    let mut masked = String::new();
    let mut rest = line;
    while let Some((before, after)) = rest.split_once("://") {
        let end = after.find([' ', '\'', '"', '<', '>', '\t']).unwrap_or(after.len());
        let (address, left) = after.split_at(end);
        let address = address.split_once(['?', '#']).map_or(address, |(address, _)| address);
        // A password may have a `/` in it that nobody has escaped.
        let host = address.rsplit_once('@').map_or(address, |(_, host)| host);
        masked.push_str(before);
        masked.push_str("://");
        masked.push_str(host);
        rest = left;
    }
    masked.push_str(rest);
    masked
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reason_is_one_line_without_credentials() {
        let rows = [
            ("", "git says nothing"),
            ("warning: x\nfatal: not a git repository\nhint: do this\n", "not a git repository"),
            (
                "remote: token abc is wrong\nfatal: Authentication failed for \
                 'https://u:p/w@git.example/faq.git/?key=abc'\n",
                "Authentication failed for 'https://git.example/faq.git/'",
            ),
            (
                "ssh: connect to host git.example port 22: Connection refused\r\nfatal: Could not \
                 read from remote repository.\n\nPlease make sure\n",
                "ssh: connect to host git.example port 22: Connection refused",
            ),
            (
                "fatal: a\u{1b}[31m https://x@a.fr https://y:z@b.fr",
                "a[31m https://a.fr https://b.fr",
            ),
        ];
        for (said, expected) in rows {
            assert_eq!(reason(said), expected, "{said:?}");
        }
    }
}
