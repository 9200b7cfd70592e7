/// What a `use` names: full path, the name it has here (`*` for all), and its line.
pub type Named = (Vec<String>, String, usize);

/// Every path that a `use` tree names.
pub fn tree_paths(tree: &syn::UseTree) -> Vec<Named> {
    let mut found = Vec::new();
    collect(tree, &mut Vec::new(), &mut found);
    found
}

fn collect(tree: &syn::UseTree, prefix: &mut Vec<String>, found: &mut Vec<Named>) {
    match tree {
        syn::UseTree::Path(path) => {
            prefix.push(path.ident.to_string());
            collect(&path.tree, prefix, found);
            prefix.pop();
        }
        syn::UseTree::Name(name) => found.push(leaf(prefix, &name.ident, &name.ident)),
        syn::UseTree::Rename(rename) => found.push(leaf(prefix, &rename.ident, &rename.rename)),
        syn::UseTree::Glob(glob) => {
            found.push((prefix.clone(), "*".to_owned(), glob.star_token.spans[0].start().line));
        }
        syn::UseTree::Group(group) => group.items.iter().for_each(|item| collect(item, prefix, found)),
    }
}

fn leaf(prefix: &[String], ident: &syn::Ident, here: &syn::Ident) -> Named {
    let line = ident.span().start().line;
    let mut path = prefix.to_vec();
    if ident == "self" {
        let name = path.last().cloned().unwrap_or_default();
        return (path, name, line);
    }
    path.push(ident.to_string());
    (path, here.to_string(), line)
}
