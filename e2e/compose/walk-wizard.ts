import { openChromium } from "../peer/chromium.ts";
import { openPage } from "../peer/open-page.ts";

export interface WizardAnswers {
  readonly adminPassword: string;
  readonly user: string;
  readonly userPassword: string;
  readonly share: string;
}

/** From the setup code to a share that is live, by the pages alone. */
export async function walkWizard(
  url: string,
  setupCode: string,
  answers: WizardAnswers,
): Promise<void> {
  const browser = await openChromium();
  try {
    // The certificate is the box's own.
    const page = await openPage(browser, { ignoreHTTPSErrors: true });
    const field = (label: string) =>
      page.getByLabel(new RegExp(`^${label}( \\*| \\(optional\\))?$`));
    const next = (name: string) => page.getByRole("button", { name }).click();
    await page.goto(url);
    await page.getByLabel("Setup code").fill(setupCode);
    await next("Continue");
    await field("Name").fill("admin");
    await field("Password").fill(answers.adminPassword);
    await next("Create administrator");
    await page.getByRole("heading", { name: "The first user" }).waitFor();
    await field("Name").fill(answers.user);
    await field("Password").fill(answers.userPassword);
    await next("Continue");
    await page.getByRole("heading", { name: "The first share" }).waitFor();
    await page.getByLabel("Share name").fill(answers.share);
    await next("Review");
    await page.getByRole("heading", { name: "Is this right?" }).waitFor();
    await next("Create user and share");
    await page.getByRole("heading", { name: new RegExp(`${answers.share}.*is ready`) }).waitFor();
    await page.getByRole("status").getByText("Live").waitFor();
  } finally {
    await browser.close();
  }
}
