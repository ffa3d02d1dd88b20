/** The reactions that stand ready until the user has used others. */
export const QUICK: readonly string[] = ['❤️', '👍', '😂', '😮', '😢', '🙏'];
