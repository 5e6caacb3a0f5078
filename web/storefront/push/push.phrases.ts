/** What the offer says, and what became of it. */
export interface PushPhrases {
  /** BCP 47, for who reads it aloud. */
  lang: string;
  title: string;
  off: string;
  start: string;
  on: string;
  stop: string;
  wait: string;
  stopped: string;
  unanswered: string;
  blocked: string;
  unsupported: string;
  noPushService: string;
  notSaved: string;
}

const ENGLISH: PushPhrases = {
  lang: 'en',
  title: 'Messages in this browser',
  off: 'This browser can tell you when something happens to your orders, even while this page is closed.',
  start: 'Tell me in this browser',
  on: 'This browser tells you when something happens to your orders.',
  stop: 'Stop telling me in this browser',
  wait: 'One moment…',
  stopped: 'This browser tells you nothing any more. Everything still comes by e-mail.',
  unanswered: 'Nothing was changed: your browser’s question was not answered.',
  blocked:
    'Your browser blocks messages from this site. You can allow them in its settings and load this page again. Everything comes by e-mail as well.',
  unsupported: 'This browser cannot show messages from this site. Everything comes by e-mail.',
  noPushService: 'Your browser could not reach its own message service. Please try again later; everything comes by e-mail as well.',
  notSaved: 'The box office did not take it, so this browser tells you nothing. Please try again.',
};

const CHINESE: PushPhrases = {
  lang: 'zh-Hans',
  title: '在此浏览器接收消息',
  off: '订单有变化时，此浏览器可以通知您，即使本页面已关闭。',
  start: '在此浏览器通知我',
  on: '订单有变化时，此浏览器会通知您。',
  stop: '不再在此浏览器通知我',
  wait: '请稍候…',
  stopped: '此浏览器不再通知您。所有消息仍会发送到您的邮箱。',
  unanswered: '没有任何更改：您没有回答浏览器的询问。',
  blocked: '您的浏览器阻止了本网站的通知。您可以在浏览器设置中允许，然后重新加载本页面。所有消息也会发送到您的邮箱。',
  unsupported: '此浏览器无法显示本网站的通知。所有消息会发送到您的邮箱。',
  noPushService: '您的浏览器无法连接它的推送服务。请稍后再试；所有消息也会发送到您的邮箱。',
  notSaved: '票务系统没有保存，此浏览器不会通知您。请再试一次。',
};

/** @returns the phrases for a buyer's language, chosen as for the messages themselves: Chinese, or else English. */
export function pushPhrasesOf(language: string): PushPhrases {
  return /^zh(-|$)/i.test(language) ? CHINESE : ENGLISH;
}
