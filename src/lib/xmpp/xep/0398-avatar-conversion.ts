// XEP-0398: User Avatar to vCard-Based Avatars Conversion, 1.0.0, https://xmpp.org/extensions/xep-0398.html

/**
 * Announced by an account whose server gives what is published by XEP-0084 also to those who know only XEP-0153, and adds
 * the picture's hash to our presence.
 */
export const AVATAR_CONVERSION = 'urn:xmpp:pep-vcard-conversion:0';
