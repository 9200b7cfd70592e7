use scaffold_model::{TextRule, Type};

/// The type of an attribute of a kind, for attributes of blocks that are passed on as they are.
pub(crate) fn kind_type(kind: &str, attribute: &str) -> Type {
    let schema = scaffold_kinds::schema(kind).and_then(|kind| kind.schema.attribute(attribute));
    // Tests hold that there is one.
    schema.map_or(Type::Text(TextRule::Any), |attribute| attribute.ty.clone())
}
