import type { RoomFacts } from '../store/rooms';

/** What is kept of a room's answer. */
export function factsOf(info: RoomFacts): RoomFacts {
  const { name, description, membersOnly, nonAnonymous, passwordProtected, hidden } = info;
  const { archive, stableIds, occupantIds, moderation, subjectMayChange, membersInvite, reactions } = info;
  return {
    membersOnly,
    nonAnonymous,
    passwordProtected,
    hidden,
    archive,
    stableIds,
    occupantIds,
    ...(name && { name }),
    ...(description && { description }),
    ...(moderation !== undefined && { moderation }),
    ...(subjectMayChange !== undefined && { subjectMayChange }),
    ...(membersInvite !== undefined && { membersInvite }),
    ...(reactions && { reactions })
  };
}
