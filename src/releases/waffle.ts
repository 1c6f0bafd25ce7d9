import type { WaffleToggle } from "./dialect.ts";

/** Flags that lead to a micro-frontend, and nowhere without it. */
const flagsOf =
  (of: string) =>
  (name: string, on = true): WaffleToggle => ({ name, kind: "flag", on, of });

const account = flagsOf("account");
const authoring = flagsOf("authoring");
const dashboard = flagsOf("learner-dashboard");
const discussions = flagsOf("discussions");
const grading = flagsOf("ora-grading");
const learning = flagsOf("learning");
const profile = flagsOf("profile");

/** Turned on by the initialisation of every release so far. */
export const inEveryRelease: readonly WaffleToggle[] = [
  { name: "completion.enable_completion_tracking", kind: "switch", on: true },
  dashboard("learner_home_mfe.enabled"),
  learning("course_home.course_home_mfe_progress_tab"),
  discussions("discussions.enable_discussions_mfe"),
  discussions("discussions.enable_learners_tab_in_discussions_mfe"),
  discussions("discussions.enable_moderation_reason_codes"),
  discussions("discussions.enable_reported_content_email_notifications"),
  discussions("discussions.enable_learners_stats"),
  discussions("discussions.enable_new_structure_discussions"),
  grading("openresponseassessment.enhanced_staff_grader"),
];

/** The sidebar of a course, from Redwood on; Redwood itself leaves the navigation off. */
export const courseSidebar = (navigation: boolean): readonly WaffleToggle[] => [
  learning("courseware.enable_navigation_sidebar", navigation),
  learning("courseware.always_open_auxiliary_sidebar", false),
];

/** Account and profile as micro-frontends: flags until Sumac, the only way afterwards. */
export const accountRedirects: readonly WaffleToggle[] = [
  account("account.redirect_to_microfrontend"),
  profile("learner_profile.redirect_to_microfrontend"),
];

export const copyAndPasteUnits: WaffleToggle = {
  name: "contentstore.enable_copy_paste_units",
  kind: "flag",
  on: true,
};

/** The editors of Studio that became micro-frontends: flags until Teak. */
export const newEditors = (on: boolean): readonly WaffleToggle[] => [
  authoring("discussions.pages_and_resources_mfe"),
  authoring("new_core_editors.use_new_text_editor", on),
  authoring("new_core_editors.use_new_video_editor", on),
  authoring("new_core_editors.use_new_problem_editor", on),
];

const page = (name: string) => authoring(`contentstore.new_studio_mfe.use_new_${name}`);

/** The pages of Studio that became micro-frontends: flags until Teak. */
export const newStudioPages: readonly WaffleToggle[] = [
  page("advanced_settings_page"),
  page("certificates_page"),
  page("course_outline_page"),
  page("course_team_page"),
  page("custom_pages"),
  page("export_page"),
  page("files_uploads_page"),
  page("grading_page"),
  page("group_configurations_page"),
  page("import_page"),
  page("schedule_details_page"),
  page("textbooks_page"),
  page("updates_page"),
  authoring("new_studio_mfe.use_new_home_page"),
  authoring("new_studio_mfe.use_tagging_taxonomy_list_page"),
];

export const newUnitPage = page("unit_page");
