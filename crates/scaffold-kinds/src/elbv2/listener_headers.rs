use crate::record;

record! {
    /// Headers that are added to answers where targets do not send them.
    pub struct ResponseHeaders {
        /// `Strict-Transport-Security`.
        strict_transport_security: Option<String> => modified_by(&["ModifyListenerAttributes.Attributes"]),
        /// `Access-Control-Allow-Origin`.
        access_control_allow_origin: Option<String> => modified_by(&["ModifyListenerAttributes.Attributes"]),
        /// `Access-Control-Allow-Methods`.
        access_control_allow_methods: Option<String> => modified_by(&["ModifyListenerAttributes.Attributes"]),
        /// `Access-Control-Allow-Headers`.
        access_control_allow_headers: Option<String> => modified_by(&["ModifyListenerAttributes.Attributes"]),
        /// `Access-Control-Allow-Credentials`.
        access_control_allow_credentials: Option<String> => modified_by(&["ModifyListenerAttributes.Attributes"]),
        /// `Access-Control-Expose-Headers`.
        access_control_expose_headers: Option<String> => modified_by(&["ModifyListenerAttributes.Attributes"]),
        /// `Access-Control-Max-Age`.
        access_control_max_age: Option<String> => modified_by(&["ModifyListenerAttributes.Attributes"]),
        /// `Content-Security-Policy`.
        content_security_policy: Option<String> => modified_by(&["ModifyListenerAttributes.Attributes"]),
        /// `X-Content-Type-Options`.
        x_content_type_options: Option<String> => modified_by(&["ModifyListenerAttributes.Attributes"]),
        /// `X-Frame-Options`.
        x_frame_options: Option<String> => modified_by(&["ModifyListenerAttributes.Attributes"]),
    }
}

record! {
    /// Names of the headers in which targets are told of TLS. What is not said has AWS's name.
    pub struct RequestHeaderNames {
        /// In place of `X-Amzn-Mtls-Clientcert-Serial-Number`.
        client_certificate_serial_number: Option<String> => provider_chosen().modified_by(&["ModifyListenerAttributes.Attributes"]),
        /// In place of `X-Amzn-Mtls-Clientcert-Issuer`.
        client_certificate_issuer: Option<String> => provider_chosen().modified_by(&["ModifyListenerAttributes.Attributes"]),
        /// In place of `X-Amzn-Mtls-Clientcert-Subject`.
        client_certificate_subject: Option<String> => provider_chosen().modified_by(&["ModifyListenerAttributes.Attributes"]),
        /// In place of `X-Amzn-Mtls-Clientcert-Validity`.
        client_certificate_validity: Option<String> => provider_chosen().modified_by(&["ModifyListenerAttributes.Attributes"]),
        /// In place of `X-Amzn-Mtls-Clientcert-Leaf`.
        client_certificate_leaf: Option<String> => provider_chosen().modified_by(&["ModifyListenerAttributes.Attributes"]),
        /// In place of `X-Amzn-Mtls-Clientcert`.
        client_certificate: Option<String> => provider_chosen().modified_by(&["ModifyListenerAttributes.Attributes"]),
        /// In place of `X-Amzn-Tls-Version`.
        tls_version: Option<String> => provider_chosen().modified_by(&["ModifyListenerAttributes.Attributes"]),
        /// In place of `X-Amzn-Tls-Cipher-Suite`.
        tls_cipher_suite: Option<String> => provider_chosen().modified_by(&["ModifyListenerAttributes.Attributes"]),
    }
}
