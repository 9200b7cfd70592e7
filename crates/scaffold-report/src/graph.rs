use std::collections::BTreeMap;

use scaffold_model::GraphView;

/// A graph in the language of Graphviz.
pub fn graph_dot(view: &GraphView) -> String {
    let GraphView { nodes, edges } = view;
    let mut text =
        "digraph stack {\n  rankdir = LR\n  node [shape = box, fontname = \"sans-serif\"]\n".to_owned();
    for (address, kind) in nodes {
        text.push_str(&format!(
            "  {} [label = {}]\n",
            quoted(address),
            quoted(&format!("{address}\n{kind}"))
        ));
    }
    for (from, to) in edges {
        text.push_str(&format!("  {} -> {}\n", quoted(from), quoted(to)));
    }
    text.push_str("}\n");
    text
}

/// A graph as Mermaid draws it, also inside Markdown.
pub fn graph_mermaid(view: &GraphView) -> String {
    let GraphView { nodes, edges } = view;
    let mut text = "flowchart LR\n".to_owned();
    let mut numbers = BTreeMap::new();
    for (index, (address, kind)) in nodes.iter().enumerate() {
        numbers.insert(address.as_str(), index);
        text.push_str(&format!("  n{index}[\"{}<br/>{}\"]\n", entities(address), entities(kind)));
    }
    for (from, to) in edges {
        if let (Some(from), Some(to)) = (numbers.get(from.as_str()), numbers.get(to.as_str())) {
            text.push_str(&format!("  n{from} --> n{to}\n"));
        }
    }
    text
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n"))
}

fn entities(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn view() -> GraphView {
        GraphView {
            nodes: vec![("vpc.main".into(), "vpc".into()), ("ec2.security_group.a".into(), "a\"b".into())],
            edges: vec![("ec2.security_group.a".into(), "vpc.main".into())],
        }
    }

    #[test]
    fn dot_quotes() {
        let dot = graph_dot(&view());
        assert!(dot.contains("\"ec2.security_group.a\" -> \"vpc.main\""), "{dot}");
        assert!(dot.contains("a\\\"b"), "{dot}");
    }

    #[test]
    fn mermaid_numbers_nodes() {
        let mermaid = graph_mermaid(&view());
        assert!(mermaid.contains("n1 --> n0"), "{mermaid}");
        assert!(mermaid.contains("a&quot;b"), "{mermaid}");
    }
}
