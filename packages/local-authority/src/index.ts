export {
  createAuthority,
  type Authority,
  type AuthorityOptions,
  type Certificate,
  type IssueOptions,
} from "./authority.js";
